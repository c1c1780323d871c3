"""The queue's moves as Lua scripts over RQ 2.12's own keys: each one happens wholly or not at all, whoever dies when.

RQ itself pops a job, fetches it, and registers it in some 18 round trips, and with several queues a crash in between
loses the job for ever. A script closes that gap: a job is always either in its queue or registered as started.
Key names and fields are those of rq/job.py, rq/executions.py, rq/registry.py and rq/worker_registration.py. Times are
the server's, so that workers need no common clock.
"""

_NOW = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
"""

_DROP = """
local function drop(id, exec, queue)
  local entry = id .. ':' .. exec
  redis.call('DEL', 'rq:execution:' .. entry)
  redis.call('ZREM', 'rq:executions:' .. id, exec)
  return redis.call('ZREM', 'rq:wip:' .. queue, entry) == 1
end
"""

# KEYS: queue names in order of precedence.
# ARGV: worker, timestamp, lease seconds, free slots, then for each queue how many of those only it may use, then
# execution ids to use, as many as jobs may be taken now.
# Returns [queue, job id, execution id, [field, value, …]] for each job taken.
CLAIM = (
    _NOW
    + """
local worker, stamp, lease = ARGV[1], ARGV[2], tonumber(ARGV[3])
local free, owed, limit, out = tonumber(ARGV[4]), 0, #ARGV - 4 - #KEYS, {}
for i = 1, #KEYS do owed = owed + tonumber(ARGV[4 + i]) end
for i, queue in ipairs(KEYS) do
  local own = tonumber(ARGV[4 + i])
  while free > owed - own and #out < limit do
    local id = redis.call('LPOP', 'rq:queue:' .. queue)
    if not id then break end
    local key = 'rq:job:' .. id
    if redis.call('HEXISTS', key, 'data') == 1 then
      local exec = ARGV[5 + #KEYS + #out]
      local entry = id .. ':' .. exec
      redis.call('HSET', key, 'status', 'started', 'started_at', stamp, 'last_heartbeat', stamp, 'worker_name', worker)
      redis.call('ZADD', 'rq:wip:' .. queue, now + lease, entry)
      redis.call('HSET', 'rq:execution:' .. entry, 'id', exec, 'created_at', now, 'last_heartbeat', now,
                 'worker_name', worker)
      redis.call('EXPIRE', 'rq:execution:' .. entry, math.ceil(lease + 60))
      redis.call('ZADD', 'rq:executions:' .. id, now + lease + 60, exec)
      redis.call('EXPIRE', 'rq:executions:' .. id, math.ceil(lease + 60))
      free = free - 1
      if own > 0 then own, owed = own - 1, owed - 1 end
      out[#out + 1] = {queue, id, exec, redis.call('HGETALL', key)}
    else
      redis.call('DEL', key)
    end
  end
end
return out
"""
)

# KEYS: the worker's key. ARGV: rows of kind, job id, execution id, queue, seconds, tries left.
# "done" deletes the job, "again" schedules it, "back" puts it to the front of its queue; the last two only if the
# execution is still registered: otherwise somebody else has taken the job over. Returns the (1-based) numbers of the
# rows that RQ must finish itself, since other jobs wait for them.
SETTLE = (
    _NOW
    + _DROP
    + """
local waited_for, done = {}, 0
for i = 1, #ARGV, 6 do
  local kind, id, exec, queue = ARGV[i], ARGV[i + 1], ARGV[i + 2], ARGV[i + 3]
  local key = 'rq:job:' .. id
  if kind == 'done' then
    if redis.call('EXISTS', key .. ':dependents') == 1 then
      waited_for[#waited_for + 1] = (i + 5) / 6
    else
      drop(id, exec, queue)
      redis.call('DEL', key, 'rq:executions:' .. id)
      done = done + 1
    end
  elseif drop(id, exec, queue) and redis.call('HEXISTS', key, 'data') == 1 then
    if kind == 'again' then
      redis.call('HSET', key, 'status', 'scheduled', 'retries_left', ARGV[i + 5])
      redis.call('ZADD', 'rq:scheduled:' .. queue, now + tonumber(ARGV[i + 4]), id)
    else
      redis.call('HSET', key, 'status', 'queued')
      redis.call('LPUSH', 'rq:queue:' .. queue, id)
    end
  end
end
if done > 0 then redis.call('HINCRBY', KEYS[1], 'successful_job_count', done) end
return waited_for
"""
)

# ARGV: job id, execution id, queue, then commands, each as its number of words and the words. Carries out what RQ
# itself writes about a failure, if the execution is still registered. A full Redis judges a script by its first write:
# that is a deletion here, so that failures do not pile up when memory is short.
BURY = (
    _DROP
    + """
if not drop(ARGV[1], ARGV[2], ARGV[3]) then return 0 end
local i = 4
while i <= #ARGV do
  local words = tonumber(ARGV[i])
  redis.call(unpack(ARGV, i + 1, i + words))
  i = i + 1 + words
end
return 1
"""
)

# ARGV: timestamp, lease seconds, rows of job id, execution id, queue.
# Returns the (1-based) numbers of the rows whose execution is gone: those jobs are no longer ours.
BEAT = (
    _NOW
    + """
local stamp, lease, lost = ARGV[1], tonumber(ARGV[2]), {}
for i = 3, #ARGV, 3 do
  local id, exec, queue = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local entry = id .. ':' .. exec
  if redis.call('ZSCORE', 'rq:wip:' .. queue, entry) then
    redis.call('ZADD', 'rq:wip:' .. queue, now + lease, entry)
    redis.call('HSET', 'rq:job:' .. id, 'last_heartbeat', stamp)
    redis.call('HSET', 'rq:execution:' .. entry, 'last_heartbeat', now)
    redis.call('EXPIRE', 'rq:execution:' .. entry, math.ceil(lease + 60))
    redis.call('ZADD', 'rq:executions:' .. id, now + lease + 60, exec)
    redis.call('EXPIRE', 'rq:executions:' .. id, math.ceil(lease + 60))
  else
    lost[#lost + 1] = i / 3
  end
end
return lost
"""
)

# KEYS: queue names. Jobs whose execution nobody kept alive go back to the front of their queue without losing a try,
# but with one more in `crashes`; records of dead workers and expired failures go. Returns the jobs brought back.
RECOVER = (
    _NOW
    + _DROP
    + """
local back = {}
for _, queue in ipairs(KEYS) do
  for _, entry in ipairs(redis.call('ZRANGEBYSCORE', 'rq:wip:' .. queue, 0, now)) do
    local id, exec = string.match(entry, '^(.*):([^:]*)$')
    drop(id, exec, queue)
    local key = 'rq:job:' .. id
    if redis.call('HEXISTS', key, 'data') == 1 then
      redis.call('HINCRBY', key, 'crashes', 1)
      redis.call('HSET', key, 'status', 'queued')
      redis.call('LPUSH', 'rq:queue:' .. queue, id)
      back[#back + 1] = id
    end
  end
  redis.call('ZREMRANGEBYSCORE', 'rq:failed:' .. queue, 0, now)
  for _, worker in ipairs(redis.call('SMEMBERS', 'rq:workers:' .. queue)) do
    if redis.call('EXISTS', worker) == 0 then
      redis.call('SREM', 'rq:workers:' .. queue, worker)
      redis.call('SREM', 'rq:workers', worker)
    end
  end
end
return back
"""
)

# KEYS: queue names. ARGV: timestamp. Scheduled jobs whose time has come go to the end of their queue, each exactly
# once however many workers ask. Returns the seconds until the next one (at most 3600) as text.
DUE = (
    _NOW
    + """
local nearest = 3600
for _, queue in ipairs(KEYS) do
  local set = 'rq:scheduled:' .. queue
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', set, 0, now, 'LIMIT', 0, 1000)) do
    redis.call('ZREM', set, id)
    local key = 'rq:job:' .. id
    if redis.call('HEXISTS', key, 'data') == 1 then
      redis.call('HSET', key, 'status', 'queued', 'enqueued_at', ARGV[1])
      redis.call('RPUSH', 'rq:queue:' .. queue, id)
    end
  end
  local first = redis.call('ZRANGE', set, 0, 0, 'WITHSCORES')
  if first[2] then nearest = math.min(nearest, tonumber(first[2]) - now) end
end
return tostring(math.max(nearest, 0))
"""
)
