{{ config(tags=['marts']) }}

with days as (

    select
        shop,
        cast(ordered_at as date) as order_date,
        count(*) as orders,
        cast(sum(drinks) as integer) as drinks,
        sum(order_total) as revenue
    from {{ ref('int_orders') }}
    group by shop, cast(ordered_at as date)

)

select
    shop || '-' || strftime(order_date, '%Y-%m-%d') as shop_day_id,
    shop,
    order_date,
    orders,
    drinks,
    cast(revenue as decimal(10, 2)) as revenue,
    cast(revenue / orders as decimal(10, 2)) as average_order,
    cast(
        sum(revenue) over (partition by shop order by order_date) as decimal(10, 2)
    ) as revenue_to_date
from days
