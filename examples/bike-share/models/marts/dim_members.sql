with rides as (

    select
        member_id,
        count(*) as rides,
        sum(minutes) as minutes,
        sum(fee) as fees,
        min(started_at) as first_ride_at,
        max(started_at) as last_ride_at
    from {{ ref('fct_rides') }}
    where member_id is not null
    group by member_id

),

starts as (

    select member_id, start_station_id, count(*) as times
    from {{ ref('fct_rides') }}
    where member_id is not null
    group by member_id, start_station_id

),

favourites as (

    select member_id, start_station_id as favourite_station_id
    from starts
    qualify row_number() over (partition by member_id order by times desc, start_station_id) = 1

),

last_day as (

    select max(ride_date) as ride_date from {{ ref('fct_rides') }}

)

select
    members.member_id,
    members.plan,
    members.joined_on,
    members.home_district,
    coalesce(rides.rides, 0) as rides,
    cast(coalesce(rides.minutes, 0) as integer) as minutes,
    cast(coalesce(rides.fees, 0) as decimal(10, 2)) as fees,
    rides.first_ride_at,
    rides.last_ride_at,
    favourites.favourite_station_id,
    case
        when rides.member_id is null then 'never_rode'
        when rides.last_ride_at >= last_day.ride_date - interval 30 days then 'active'
        else 'lapsed'
    end as status
from {{ ref('stg_members') }} as members
cross join last_day
left join rides on members.member_id = rides.member_id
left join favourites on members.member_id = favourites.member_id
