-- A[3]: the new number of positions, or false: reset. Answers {now, result}: CHANGED, REFUSED or
-- QUEUE_MISSING.
local MIN_MAX, MAX_MAX = 10, 1000000000
if not open(1) or not q.ring then
  return {pack({now, 2})}
end
if A[3] then
  local r = q.ring
  if A[3] < MIN_MAX or A[3] > MAX_MAX or A[3] < r[2] or A[3] < r[3] or r[2] < r[3] then
    return {pack({now, 1})}
  end
  r[1] = A[3]
else
  for kind = MESSAGES, KINDS do
    call('UNLINK', key(kind))
  end
  local state = q.state
  state[CONSUMED_BYTES], state[DEAD_BYTES] = 0, 0
  state[LEASES_LOOKED_AT], state[STRANDED] = false, false
  state[TOLD], state[BUNDLED] = state[TOLD] or false, 0
  q.ring = ringAfter(state[LAST_SEQUENCE])
end
saveState()
return {pack({now, 0})}
