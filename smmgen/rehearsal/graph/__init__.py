"""What Meta's three networks have in common: the Graph API's parameters, fields, errors, tokens and containers.

From developers.facebook.com (Graph API v25 and v26, Instagram Platform, Threads API).
"""
