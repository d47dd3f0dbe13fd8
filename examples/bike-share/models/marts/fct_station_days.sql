with days as (

    select cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as flow_date
    from (
        select
            min(cast(started_at as date)) as first_day,
            max(cast(ended_at as date)) as last_day
        from {{ ref('fct_rides') }}
    )

),

flows as (

    select start_station_id as station_id, ride_date as flow_date, 1 as departures, 0 as arrivals
    from {{ ref('fct_rides') }}

    union all

    select end_station_id, cast(ended_at as date), 0, 1
    from {{ ref('fct_rides') }}

),

totals as (

    select
        stations.station_id,
        stations.station_name,
        stations.district,
        stations.docks,
        days.flow_date,
        cast(coalesce(sum(flows.departures), 0) as integer) as departures,
        cast(coalesce(sum(flows.arrivals), 0) as integer) as arrivals
    from {{ ref('stg_stations') }} as stations
    cross join days
    left join flows
        on stations.station_id = flows.station_id
        and days.flow_date = flows.flow_date
    group by all

)

select
    station_id || '-' || strftime(flow_date, '%Y-%m-%d') as station_day_id,
    station_id,
    station_name,
    district,
    docks,
    flow_date,
    departures,
    arrivals,
    arrivals - departures as net_bikes,
    cast(
        sum(arrivals - departures) over (
            partition by station_id
            order by flow_date
            range between interval 6 days preceding and current row
        ) as integer
    ) as net_bikes_7_days,
    rank() over (partition by flow_date order by departures + arrivals desc) as busy_rank
from totals
