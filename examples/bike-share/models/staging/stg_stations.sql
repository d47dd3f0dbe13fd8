select
    upper(station_code) as station_id,
    station_name,
    district,
    latitude,
    longitude,
    docks
from {{ ref('raw_stations') }}
