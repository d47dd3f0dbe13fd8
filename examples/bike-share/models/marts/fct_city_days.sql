with weather as (

    select
        reading_date,
        cast(avg(temperature_c) as decimal(4, 1)) as mean_temperature_c,
        cast(sum(rain_mm) as decimal(5, 1)) as rain_mm
    from {{ ref('stg_weather_readings') }}
    group by reading_date

),

rides as (

    select
        ride_date,
        count(*) as rides,
        count(*) filter (where rider_type = 'member') as member_rides,
        sum(minutes) as minutes,
        sum(fee) as revenue
    from {{ ref('fct_rides') }}
    group by ride_date

),

days as (

    select
        coalesce(rides.ride_date, weather.reading_date) as city_date,
        coalesce(rides.rides, 0) as rides,
        coalesce(rides.member_rides, 0) as member_rides,
        cast(coalesce(rides.minutes, 0) as integer) as minutes,
        cast(coalesce(rides.revenue, 0) as decimal(10, 2)) as revenue,
        weather.mean_temperature_c,
        weather.rain_mm
    from rides
    full outer join weather on rides.ride_date = weather.reading_date

)

select
    city_date,
    rides,
    member_rides,
    rides - member_rides as casual_rides,
    minutes,
    revenue,
    mean_temperature_c,
    rain_mm,
    coalesce(rain_mm, 0) >= 1 as is_wet,
    cast(
        avg(rides) over (
            order by city_date range between interval 6 days preceding and current row
        ) as decimal(8, 2)
    ) as rides_7_day_average
from days
