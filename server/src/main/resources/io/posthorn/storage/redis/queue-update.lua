-- Replaces a queue's configuration. A[3]: the version it must have, 0 = any; ARGV[2]: the
-- configuration as scripts read it, ARGV[3]: as Java does. Answers {now, info or false, whether it
-- was replaced, heard}.
local MOST_PLACES = 10000
if not open(1) then
  return {pack({now, false, false, false})}
end
local state = q.state
if A[3] ~= 0 and A[3] ~= state[VERSION] then
  return {pack({now, info(), false, false})}
end
local config = unpackAll(ARGV[2])
if config[9] and not q.ring then
  q.ring = ringAfter(state[LAST_SEQUENCE])
elseif not config[9] then
  q.ring = false
end
state[BUCKET] = bucketChanged(state[BUCKET], q.rate, config[13])
state[VERSION] = state[VERSION] + 1
if config[11] and not q.ordered then
  -- Those beyond the bound find their places when the ones before them are done.
  q.ordered = true
  for _, kind in ipairs({LEASES, PAUSED}) do
    local ids = call('ZRANGE', key(kind), 0, MOST_PLACES - 1)
    load(ids)
    local places = {}
    for i = 1, #ids do
      local apart = apartOf(find(ids[i]))
      if apart then
        places[#places + 1] = apart
        places[#places + 1] = ids[i]
      end
    end
    many('ZADD', key(PLACES), places)
  end
elseif q.ordered and not config[11] then
  call('UNLINK', key(PLACES))
end
q.info = ARGV[3]
call('HSET', key(QUEUE), 'config', ARGV[2], 'info', ARGV[3])
-- Others may have met bounds that are gone now.
state[TOLD] = false
visible(now)
saveState()
return {pack({now, info(), true, heard()})}
