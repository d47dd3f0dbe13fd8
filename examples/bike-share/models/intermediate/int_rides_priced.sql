with rides as (

    select
        completed.*,
        coalesce(members.plan, 'casual') as plan
    from {{ ref('int_rides_completed') }} as completed
    left join {{ ref('stg_members') }} as members on completed.member_id = members.member_id

),

priced as (

    select
        rides.*,
        greatest(rides.minutes - fares.included_minutes, 0) as extra_minutes,
        fares.unlock_cents
        + greatest(rides.minutes - fares.included_minutes, 0) * fares.minute_cents
        + case
            when rides.bike_kind = 'electric' then rides.minutes * fares.electric_minute_cents
            else 0
        end as fee_cents
    from rides
    inner join {{ ref('fare_plans') }} as fares on rides.plan = fares.plan

)

select
    ride_id,
    bike_id,
    bike_kind,
    member_id,
    plan,
    case when member_id is null then 'casual' else 'member' end as rider_type,
    start_station_id,
    start_district,
    end_station_id,
    end_district,
    started_at,
    ended_at,
    reported_at,
    ride_date,
    minutes,
    extra_minutes,
    distance_km,
    is_round_trip,
    cast(fee_cents / 100 as decimal(8, 2)) as fee
from priced
