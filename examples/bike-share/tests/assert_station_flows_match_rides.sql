-- Every ride leaves one station and reaches one, so both sums equal the number of rides.
with flows as (

    select sum(departures) as departures, sum(arrivals) as arrivals
    from {{ ref('fct_station_days') }}

),

rides as (

    select count(*) as rides from {{ ref('fct_rides') }}

)

select flows.departures, flows.arrivals, rides.rides
from flows
cross join rides
where flows.departures <> rides.rides
   or flows.arrivals <> rides.rides
