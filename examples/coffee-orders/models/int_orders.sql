{{ config(tags=['intermediate']) }}

select
    order_id,
    shop,
    min(ordered_at) as ordered_at,
    cast(sum(quantity) as integer) as drinks,
    sum(line_total) as order_total
from {{ ref('stg_order_lines') }}
group by order_id, shop
