-- Makes or replaces a topic. KEYS: names, queues. ARGV: name, row. Answers whether it was made.
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return {tostring(redis.call('HSET', KEYS[2], ARGV[1], ARGV[2]))}
