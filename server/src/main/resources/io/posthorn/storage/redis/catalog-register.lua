-- Names a queue in the catalog. KEYS: names, incarnations, numbers. ARGV: name, the wall clock or an
-- empty string. Answers {incarnation, the sequence that its own come after}; the same ones until the
-- queue is removed.
local before = redis.call('HGET', KEYS[2], ARGV[1])
if before then
  return {before}
end
local wall = tonumber(ARGV[2])
if not wall then
  local time = redis.call('TIME')
  wall = time[1] * 1000 + math.floor(time[2] / 1000)
end
local numbers = redis.call('HMGET', KEYS[3], 'incarnation', 'sequence')
local incarnation = math.max(tonumber(numbers[1] or 0) + 1, wall)
local entry = cmsgpack.pack({incarnation, tonumber(numbers[2] or 0)})
redis.call('HSET', KEYS[3], 'incarnation', incarnation)
redis.call('HSET', KEYS[2], ARGV[1], entry)
redis.call('ZADD', KEYS[1], 0, ARGV[1])
return {entry}
