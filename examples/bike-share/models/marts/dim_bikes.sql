with visits as (

    select
        bike_id,
        count(*) as repairs,
        max(opened_on) as last_opened_on,
        max(closed_on) as last_closed_on,
        bool_or(closed_on is null) as is_in_workshop
    from {{ ref('int_repair_cycles') }}
    group by bike_id

),

rides as (

    select
        rides.bike_id,
        count(*) as rides,
        sum(rides.minutes) as minutes,
        sum(rides.distance_km) as distance_km,
        count(*) filter (
            where visits.bike_id is null or rides.ride_date >= visits.last_opened_on
        ) as rides_since_repair
    from {{ ref('fct_rides') }} as rides
    left join visits on rides.bike_id = visits.bike_id
    group by rides.bike_id

),

bikes as (

    select
        bikes.bike_id,
        bikes.bike_kind,
        bikes.bought_on,
        bikes.retired_on,
        case
            when bikes.retired_on is not null then 'retired'
            when visits.is_in_workshop then 'in_workshop'
            else 'in_service'
        end as status,
        coalesce(rides.rides, 0) as rides,
        cast(coalesce(rides.minutes, 0) as integer) as minutes,
        round(coalesce(rides.distance_km, 0), 1) as distance_km,
        coalesce(visits.repairs, 0) as repairs,
        visits.last_closed_on as last_repaired_on,
        coalesce(rides.rides_since_repair, 0) as rides_since_repair
    from {{ ref('stg_bikes') }} as bikes
    left join visits on bikes.bike_id = visits.bike_id
    left join rides on bikes.bike_id = rides.bike_id

)

select
    *,
    status = 'in_service'
    and rides_since_repair >= {{ var('rides_before_check') }} as is_check_due
from bikes
