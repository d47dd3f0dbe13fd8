select
    member_number as member_id,
    plan,
    joined_on,
    birth_year,
    home_district
from {{ ref('raw_members') }}
