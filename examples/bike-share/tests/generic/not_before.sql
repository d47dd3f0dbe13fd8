{# Rows whose date or time lies before the one in another column; empty values pass. #}
{% test not_before(model, column_name, earlier) %}

select {{ earlier }}, {{ column_name }}
from {{ model }}
where {{ column_name }} < {{ earlier }}

{% endtest %}
