-- Each visit closes a cycle: the rides since the visit before it, or since the bike's first ride.
with repairs as (

    select
        repair_id,
        bike_id,
        repair_kind,
        opened_on,
        closed_on,
        lag(opened_on) over bike as previous_opened_on,
        row_number() over bike as visit_number
    from {{ ref('stg_repairs') }}
    window bike as (partition by bike_id order by opened_on, repair_id)

)

select
    repairs.repair_id,
    repairs.bike_id,
    repairs.repair_kind,
    repairs.visit_number,
    repairs.opened_on,
    repairs.closed_on,
    date_diff('day', repairs.opened_on, repairs.closed_on) as days_in_workshop,
    count(rides.ride_id) as rides_before
from repairs
left join {{ ref('int_rides_completed') }} as rides
    on repairs.bike_id = rides.bike_id
    and rides.ride_date < repairs.opened_on
    and (repairs.previous_opened_on is null or rides.ride_date >= repairs.previous_opened_on)
group by all
