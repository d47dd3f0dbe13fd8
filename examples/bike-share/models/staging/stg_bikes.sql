select
    bike_number as bike_id,
    kind as bike_kind,
    bought_on,
    retired_on
from {{ ref('raw_bikes') }}
