-- A bike's rides are those before each of its repairs and those since the last one.
select bikes.bike_id, bikes.rides, bikes.rides_since_repair, sum(cycles.rides_before) as rides_before
from {{ ref('dim_bikes') }} as bikes
left join {{ ref('int_repair_cycles') }} as cycles on bikes.bike_id = cycles.bike_id
group by bikes.bike_id, bikes.rides, bikes.rides_since_repair
having bikes.rides <> bikes.rides_since_repair + coalesce(sum(cycles.rides_before), 0)
