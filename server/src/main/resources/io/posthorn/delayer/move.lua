-- Moves due jobs of the pool to the ready queues of their topics, at most one slice of them.
-- KEYS: the pool. ARGV: now in unix seconds, jobs of a slice, due jobs to leave out (they were left behind before),
-- what precedes an id in its bucket's key, what precedes a topic in its ready queue's key.
-- Answers: how many were due, the score of the earliest that is not (only when the slice was not full), then groups:
-- {'ready', topic, '', id...}, {'gone', '', '', id...} or {'failed', topic, error, id...}.
local pool, now, limit = KEYS[1], ARGV[1], tonumber(ARGV[2])
local due = redis.call('ZRANGEBYSCORE', pool, '-inf', now, 'LIMIT', ARGV[3], limit)

-- Topics in the order of their earliest jobs; within a topic the order of the pool: by score, then by id.
local topics, jobs, gone = {}, {}, {}
for _, id in ipairs(due) do
  local topic = redis.pcall('HGET', ARGV[4] .. id, 'topic')
  if type(topic) == 'table' and not string.find(topic.err, 'WRONGTYPE', 1, true) then
    return topic
  end
  if type(topic) ~= 'string' or topic == '' then
    gone[#gone + 1] = id
  else
    if not jobs[topic] then
      jobs[topic] = {}
      topics[#topics + 1] = topic
    end
    jobs[topic][#jobs[topic] + 1] = id
  end
end

local reply = {#due, ''}
if #due < limit then
  local next = redis.call('ZRANGEBYSCORE', pool, '(' .. now, '+inf', 'WITHSCORES', 'LIMIT', 0, 1)
  reply[2] = next[2] or ''
end

for _, topic in ipairs(topics) do
  local ids = jobs[topic]
  local queue = ARGV[5] .. topic
  -- The push comes first, since it is what can be refused; what is not pushed stays in the pool.
  local pushed = redis.pcall('LPUSH', queue, unpack(ids))
  if type(pushed) == 'table' and not string.find(pushed.err, 'WRONGTYPE', 1, true) then
    -- The other topics would be refused, too. What was moved is answered; the next call meets this first.
    if #reply == 2 then
      return pushed
    end
    break
  elseif type(pushed) == 'table' then
    reply[#reply + 1] = {'failed', topic, pushed.err, unpack(ids)}
  else
    local removed = redis.pcall('ZREM', pool, unpack(ids))
    if type(removed) == 'table' then
      -- Only a user who may push and not remove gets here. Nothing may be in both places.
      redis.call('LTRIM', queue, #ids, -1)
      return removed
    end
    reply[#reply + 1] = {'ready', topic, '', unpack(ids)}
  end
end
if #gone > 0 then
  redis.call('ZREM', pool, unpack(gone))
  reply[#reply + 1] = {'gone', '', '', unpack(gone)}
end
return reply
