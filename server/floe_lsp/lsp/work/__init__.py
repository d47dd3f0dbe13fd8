"""The work: analyses and answers on threads of their own, each behind a fence."""
