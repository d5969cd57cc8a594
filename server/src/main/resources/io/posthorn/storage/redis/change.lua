-- Changes single messages: io.posthorn.storage.memory.Changing. A[3]: changes, each {incarnation or
-- false, sequence or key, kind, visibleAt, amendment, expected}; an amendment is {size, weight,
-- whether it repeats, retry policy}, its weight without that of its key, and its content, like that of what is expected, is the next of
-- ARGV. Answers {now, {result of each}, heard}.
local CANCEL, REDRIVE, RUN_NOW, RESCHEDULE, AMEND = 0, 1, 2, 3, 4
local CHANGED, NOT_FOUND, WRONG_STATE, KEY_CONFLICT, CONFLICT = 0, 1, 2, 3, 4

local function waits(e)
  local state = stateOf(e)
  return state == IS_SCHEDULED or state == IS_READY
end

local function wait(e, onWall, at)
  local neverVisible = nowOf(e) < e.first
  changeTimeline(e, onWall)
  e.ready = false
  e.at = at
  if neverVisible then
    beginLife(e, at)
  end
  if neverVisible or onWall then
    e.placeAt = at
  end
  nextRun(e, onWall and at or wall)
  touch(e)
  visible(readyAt(e))
end

local function define(e, a, content, at)
  local repeated = e.repeats
  e.size, e.repeats, e.retry = a[1], a[3], a[4] or nil
  e.weight = a[2] + (e.key and #e.key or 0)
  e.content = content
  if e.repeats then
    e.ttl, e.life = nil, nil
    if not repeated then
      nextRun(e, firstOnWall(e))
    end
  elseif repeated then
    e.runNumber, e.runAt = nil, nil
    local startsOver = at or e.over
    e.ttl = startsOver and q.ttl or nil
  end
  touch(e)
end

local function amend(e, c, content)
  local at = c[4]
  if at then
    takeOver(e)
  end
  local leased = e.place == LEASED
  if at and leased then
    e.over = at
  end
  define(e, c[5], content, at)
  if at and not leased then
    startOver(e, at)
    visible(readyAt(e))
  end
end

local argument = 1
local function changed(c)
  local content, expected
  if c[5] then
    argument = argument + 1
    content = ARGV[argument]
  end
  if c[6] then
    argument = argument + 1
    expected = ARGV[argument]
  end
  local e = named(c[1], c[2])
  if not e then
    return NOT_FOUND
  end
  local kind = c[3]
  if kind == CANCEL then
    drop(e)
    free(e)
    return CHANGED
  elseif kind == REDRIVE then
    if stateOf(e) ~= IS_DEAD then
      return WRONG_STATE
    end
    return redrive(e) and CHANGED or KEY_CONFLICT
  elseif kind == RUN_NOW then
    local allowed = waits(e)
    if stateOf(e) == IS_SCHEDULED then
      wait(e, false, now)
    end
    return allowed and CHANGED or WRONG_STATE
  elseif kind == RESCHEDULE then
    if not waits(e) then
      return WRONG_STATE
    end
    takeOver(e)
    wait(e, true, c[4])
    return CHANGED
  end
  if not unfinished(e) then
    return WRONG_STATE
  end
  local is = contentOf(e)
  if expected and is ~= expected then
    return CONFLICT
  end
  if c[4] or is ~= content then
    amend(e, c, content)
  end
  return CHANGED
end

local results = {}
local there = open(1)
for i = 1, #A[3] do
  results[i] = there and changed(A[3][i]) or NOT_FOUND
end
return finished(there, {now, results})
