-- Removes a queue's messages and marks it as removed. Answers {now, whether there was one,
-- incarnation, last sequence}; the incarnation is false where there is no mark of one.
local there = open(1)
if not q.state then
  return {pack({now, false, false, 0})}
end
if there then
  for kind = MESSAGES, KINDS do
    call('UNLINK', key(kind))
  end
  q.state[DELETED] = true
  saveState()
end
return {pack({now, there, q.state[INCARNATION], q.state[LAST_SEQUENCE]})}
