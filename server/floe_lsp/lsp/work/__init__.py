"""The work: analyses and answers on threads of their own, none of which stops another."""
