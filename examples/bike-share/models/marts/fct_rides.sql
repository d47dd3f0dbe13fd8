{{
    config(
        materialized='incremental',
        incremental_strategy='delete+insert',
        unique_key='ride_id',
        on_schema_change='fail',
    )
}}

select
    ride_id,
    bike_id,
    bike_kind,
    member_id,
    rider_type,
    plan,
    start_station_id,
    start_district,
    end_station_id,
    end_district,
    started_at,
    ended_at,
    reported_at,
    ride_date,
    minutes,
    distance_km,
    is_round_trip,
    fee
from {{ ref('int_rides_priced') }}

{% if is_incremental() %}
-- Docks report late, so the last three days of reports are taken again.
where reported_at >= (
    select coalesce(max(reported_at), timestamp '1970-01-01') - interval 3 days
    from {{ this }}
)
{% endif %}
