-- Drops the oldest items of the processing list, those that can't be delivered into the list of dead ones, and counts them.
-- Answers 0, and does nothing, when somebody else was there meanwhile.
-- KEYS: 1 processing, 2 dropped, 3 dead
-- ARGV: 1 dropped as it was, 2 how many items, 3 dropped as it will be, 4... which of them are dead, the oldest being 1
if (redis.call('GET', KEYS[2]) or '') ~= ARGV[1] or redis.call('LLEN', KEYS[1]) < tonumber(ARGV[2]) then
  return 0
end
for i = 4, #ARGV do
  redis.call('LPUSH', KEYS[3], redis.call('LINDEX', KEYS[1], -tonumber(ARGV[i])))
end
redis.call('LTRIM', KEYS[1], 0, -(tonumber(ARGV[2]) + 1))
redis.call('SET', KEYS[2], ARGV[3])
return 1
