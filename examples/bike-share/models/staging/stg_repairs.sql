select
    repair_number as repair_id,
    bike_number as bike_id,
    opened_on,
    closed_on,
    kind as repair_kind
from {{ ref('raw_repairs') }}
