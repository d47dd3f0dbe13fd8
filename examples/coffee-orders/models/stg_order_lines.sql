{{ config(tags=['staging']) }}

select
    line_id,
    order_id,
    ordered_at,
    lower(trim(shop)) as shop,
    lower(trim(drink)) as drink,
    quantity,
    cast(quantity * unit_price as decimal(10, 2)) as line_total
from {{ ref('raw_order_lines') }}
