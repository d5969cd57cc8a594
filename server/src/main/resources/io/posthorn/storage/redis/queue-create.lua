-- Makes a queue. A[3]: incarnation; A[4]: the sequence that its own come after; ARGV[2]: its
-- configuration as scripts read it, ARGV[3]: as Java does. Answers {now, info or false, whether it
-- was made, incarnation}: false and the incarnation of a queue that is not removed completely yet,
-- or was removed since this one's incarnation was asked for.
if open(1) then
  return {pack({now, info(), false, q.state[INCARNATION]})}
end
if q.state then
  if q.state[INCARNATION] >= A[3] then
    return {pack({now, false, false, q.state[INCARNATION]})}
  end
  call('UNLINK', key(QUEUE))
end
-- A server that knows fewer kinds than this one may have left some when it removed the queue.
for kind = MESSAGES, KINDS do
  call('UNLINK', key(kind))
end
local config = unpackAll(ARGV[2])
q.info = ARGV[3]
q.rate = config[13]
q.ring = config[9] and ringAfter(A[4])
q.state = {A[3], 1, false, now, A[4], 0, q.ring, bucketChanged(false, false, q.rate), 0, 0, 0, 0, 0,
  0, 0, false, false, false, false, 0}
call('HSET', key(QUEUE), 'config', ARGV[2], 'info', ARGV[3])
saveState()
return {pack({now, info(), true, A[3]})}
