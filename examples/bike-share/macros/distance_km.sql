{% macro distance_km(from_latitude, from_longitude, to_latitude, to_longitude) -%}
    2 * 6371 * asin(sqrt(
        power(sin(radians({{ to_latitude }} - {{ from_latitude }}) / 2), 2)
        + cos(radians({{ from_latitude }})) * cos(radians({{ to_latitude }}))
        * power(sin(radians({{ to_longitude }} - {{ from_longitude }}) / 2), 2)
    ))
{%- endmacro %}
