-- Removes a topic. KEYS: names, queues. ARGV: name. Answers whether there was one.
redis.call('ZREM', KEYS[1], ARGV[1])
return {tostring(redis.call('HDEL', KEYS[2], ARGV[1]))}
