-- Puts what a dead instance was processing back to the tail of the list, in its order; answers how many items, or -1: it lives.
-- KEYS: 1 list, 2 processing, 3 dropped, 4 heartbeat, 5 instances
-- ARGV: 1 instance, 2 most items, 3 instances last seen before this second are forgotten
if redis.call('EXISTS', KEYS[4]) == 1 then
  return -1
end
local moved = 0
while moved < tonumber(ARGV[2]) do
  local item = redis.call('LPOP', KEYS[2])
  if not item then break end
  redis.call('RPUSH', KEYS[1], item)
  moved = moved + 1
end
local seen = tonumber(redis.call('ZSCORE', KEYS[5], ARGV[1]) or 0)
local forget = moved == 0 and seen < tonumber(ARGV[3])
if moved > 0 or forget then
  redis.call('DEL', KEYS[3])
end
if forget then
  redis.call('ZREM', KEYS[5], ARGV[1])
end
return moved
