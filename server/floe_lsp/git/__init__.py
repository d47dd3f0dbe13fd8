"""What floe reads of a git repository, by itself: nothing is run, whatever its configuration says.

Git runs programs that a repository names (filters, hooks, ``fsmonitor``, transports), so no git
process is started. A library reads the configuration as well, or inflates objects without a bound;
what is asked here needs references, commits, trees and files only.
"""
