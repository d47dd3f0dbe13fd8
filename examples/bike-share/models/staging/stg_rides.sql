-- A dock that was offline may send a ride twice; the latest report of it counts.
select
    ride_number as ride_id,
    bike_number as bike_id,
    member_number as member_id,
    upper(start_station_code) as start_station_id,
    upper(end_station_code) as end_station_id,
    started_at,
    ended_at,
    reported_at
from {{ ref('raw_rides') }}
qualify row_number() over (partition by ride_number order by reported_at desc) = 1
