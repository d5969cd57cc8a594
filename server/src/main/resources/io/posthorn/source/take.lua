-- Says that this instance lives, moves items from the tail of the list to its processing list when that is empty,
-- and answers what is there: how many items were ever dropped from it (an empty text = unknown), then items, oldest first;
-- of one that is too large, its length instead.
-- KEYS: 1 list, 2 processing, 3 dropped, 4 heartbeat, 5 instances
-- ARGV: 1 most items to move, 2 most items to answer, 3 bytes to stop at, 4 instance, 5 seconds now, 6 life of the heartbeat in ms,
-- 7 bytes of the largest item to answer
redis.call('SET', KEYS[4], ARGV[5], 'PX', ARGV[6])
redis.call('ZADD', KEYS[5], ARGV[5], ARGV[4])
local stop = tonumber(ARGV[3])
local count = redis.call('LLEN', KEYS[2])
if count == 0 then
  local bytes = 0
  while count < tonumber(ARGV[1]) and bytes < stop do
    local item = redis.call('RPOPLPUSH', KEYS[1], KEYS[2])
    if not item then break end
    count = count + 1
    bytes = bytes + #item
  end
end
local answer = {redis.call('GET', KEYS[3]) or ''}
local bytes = 0
local at = 1
while at <= count and at <= tonumber(ARGV[2]) and bytes < stop do
  local item = redis.call('LINDEX', KEYS[2], -at)
  if #item > tonumber(ARGV[7]) then
    answer[at + 1] = #item
  else
    answer[at + 1] = item
    bytes = bytes + #item
  end
  at = at + 1
end
return answer
