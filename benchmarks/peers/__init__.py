"""The same queue, M/M/124, in each program that exposim is measured against: `seconds(customers)` plays it."""
