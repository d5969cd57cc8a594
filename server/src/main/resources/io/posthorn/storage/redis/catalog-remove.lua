-- Takes a queue out of the catalog. KEYS: names, incarnations, numbers. ARGV: name, incarnation, its
-- last sequence.
local numbers = redis.call('HMGET', KEYS[3], 'sequence')
if tonumber(ARGV[3]) > tonumber(numbers[1] or 0) then
  redis.call('HSET', KEYS[3], 'sequence', ARGV[3])
end
local entry = redis.call('HGET', KEYS[2], ARGV[1])
if entry and cmsgpack.unpack(entry)[1] == tonumber(ARGV[2]) then
  redis.call('HDEL', KEYS[2], ARGV[1])
  redis.call('ZREM', KEYS[1], ARGV[1])
end
return {}
