select
    read_at,
    cast(read_at as date) as reading_date,
    temperature_c,
    rain_mm,
    wind_m_s
from {{ ref('raw_weather_readings') }}
