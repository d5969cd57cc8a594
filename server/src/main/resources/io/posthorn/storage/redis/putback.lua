-- Returns messages that were just taken. A[3]: messages, each {incarnation, sequence, key,
-- enqueuedAt, visibleAt, ttl, attempt, deliveries, number of the run, its instant, size, weight,
-- retry policy, whether it repeats}, whose contents are ARGV[2] and so on. Answers {now, whether the
-- incarnation of any is there, heard}.
local there = false
if open(1) then
  for i = 1, #A[3] do
    there = there or A[3][i][1] == q.state[INCARNATION]
  end
end
if not there then
  return {pack({now, false, false})}
end
for i = 1, #A[3] do
  local m = A[3][i]
  local id = idOf(m[2])
  local e = m[1] == q.state[INCARNATION] and find(id)
  if m[1] == q.state[INCARNATION] and (not e or e.place == CONSUMED) then
    e = e or {id = id}
    e.place, e.ready, e.wall, e.repeats = WAITING, true, false, m[14]
    e.key, e.dedup, e.size, e.weight, e.retry = m[3] or nil, nil, m[11], m[12], m[13] or nil
    if e.key and holder(e.key) then
      e.weight = e.weight - #e.key
      e.key = nil
    end
    e.enqueuedAt, e.attempt, e.deliveries, e.leasedAt = m[4], m[7], m[8], 0
    e.ttl = not e.repeats and m[6] or nil
    beginLife(e, now)
    e.at = min(m[5], now)
    e.first, e.placeAt = e.at, e.at
    e.over, e.finishedAt, e.reason, e.attempts = nil, nil, nil, nil
    e.runNumber, e.runAt = m[9] or nil, m[10] or nil
    e.content = ARGV[i + 1]
    q.entries[id] = e
    hold(e)
    touch(e)
    visible(now)
  end
end
if #q.touched > 0 then
  flush()
end
return {pack({now, true, heard()})}
