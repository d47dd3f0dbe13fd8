{# Rows with a number outside of a range, both ends of which are within; empty values pass. #}
{% test within(model, column_name, lowest, highest) %}

select {{ column_name }}
from {{ model }}
where {{ column_name }} not between {{ lowest }} and {{ highest }}

{% endtest %}
