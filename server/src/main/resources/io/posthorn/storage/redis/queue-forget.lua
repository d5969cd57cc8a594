-- Lets the mark of a removed queue go. A[3]: its incarnation. Answers {now}. It goes after an hour:
-- whoever asked for this incarnation before the queue was removed may be about to make it now.
local MARK_MILLIS = 3600000
if not open(1) and q.state and q.state[INCARNATION] == A[3] then
  call('HDEL', key(QUEUE), 'config', 'info')
  call('PEXPIRE', key(QUEUE), MARK_MILLIS)
end
return {pack({now})}
