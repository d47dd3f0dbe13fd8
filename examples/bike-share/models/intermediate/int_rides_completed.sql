with rides as (

    select
        *,
        date_diff('second', started_at, ended_at) as seconds
    from {{ ref('stg_rides') }}
    where ended_at is not null
      and end_station_id is not null

),

stations as (

    select * from {{ ref('stg_stations') }}

)

select
    rides.ride_id,
    rides.bike_id,
    bikes.bike_kind,
    rides.member_id,
    rides.start_station_id,
    origin.district as start_district,
    rides.end_station_id,
    goal.district as end_district,
    rides.started_at,
    rides.ended_at,
    rides.reported_at,
    cast(rides.started_at as date) as ride_date,
    cast(ceil(rides.seconds / 60) as integer) as minutes,
    round(
        {{ distance_km('origin.latitude', 'origin.longitude', 'goal.latitude', 'goal.longitude') }},
        3
    ) as distance_km,
    rides.start_station_id = rides.end_station_id as is_round_trip
from rides
inner join {{ ref('stg_bikes') }} as bikes on rides.bike_id = bikes.bike_id
inner join stations as origin on rides.start_station_id = origin.station_id
inner join stations as goal on rides.end_station_id = goal.station_id
where rides.seconds >= {{ var('false_start_seconds') }}
