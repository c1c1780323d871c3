"""What the gate does in Redis, each in one step on the server's own clock, so that processes need no common one."""

# One call asks to go out. All of it in one step, on Redis's own clock, so that processes agree.
# KEYS: the circuit, the latest failures, then one bucket a quota.
# ARGV: trial id, seconds a trial may take, then for each quota: at once, per second, units, what must stay.
# Gives {'resting', seconds}, {'room', seconds to wait} or {'go', 'watched' or 'trial', 0}; 'watched' where calls have
# failed lately, so that it matters whether this one works.
ENTER = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local me = ARGV[1]

local held = redis.call('HMGET', KEYS[1], 'until', 'trial', 'trial_until')
local rests_until = tonumber(held[1])
if rests_until then
  if now < rests_until then return {'resting', string.format('%.3f', rests_until - now)} end
  local ends = tonumber(held[3]) or 0
  if held[2] and held[2] ~= me and now < ends then
    return {'resting', string.format('%.3f', math.min(2, ends - now))}
  end
end

local wait, left = 0, {}
for n = 3, #KEYS do
  local first = 3 + (n - 3) * 4
  local most, rate = tonumber(ARGV[first]), tonumber(ARGV[first + 1])
  local units, stays = tonumber(ARGV[first + 2]), tonumber(ARGV[first + 3])
  local bucket = redis.call('HMGET', KEYS[n], 'tokens', 'at')
  local tokens, at = tonumber(bucket[1]) or most, tonumber(bucket[2]) or now
  tokens = math.min(most, tokens + math.max(0, now - at) * rate)
  if tokens < math.min(most, units + stays) then
    wait = math.max(wait, (math.min(most, units + stays) - tokens) / rate)
  end
  left[n] = tokens - units
end
if wait > 0 then return {'room', string.format('%.6f', wait + 0.001)} end

for n = 3, #KEYS do
  redis.call('HSET', KEYS[n], 'tokens', string.format('%.6f', left[n]), 'at', string.format('%.6f', now))
  redis.call('EXPIRE', KEYS[n], 120)
end
if not rests_until then return {redis.call('EXISTS', KEYS[2]) == 1 and 'watched' or 'go', '0'} end
redis.call('HSET', KEYS[1], 'trial', me, 'trial_until', string.format('%.6f', now + tonumber(ARGV[2])))
return {'trial', '0'}
"""

# One call tells how it went.
# KEYS: the circuit, its latest failures, newest first, as 'time owner'.
# ARGV: trial id or '', outcome, why, failures, window, rest, successes, owner or ''.
LEAVE = """
local time = redis.call('TIME')
local now = tonumber(time[1]) + tonumber(time[2]) / 1000000
local me, outcome, most, owner = ARGV[1], ARGV[2], tonumber(ARGV[4]), ARGV[8]
local held = redis.call('HMGET', KEYS[1], 'until', 'trial', 'since')
local rests, mine = held[1], me ~= '' and held[2] == me

if outcome == 'failed' or outcome == 'broken' then
  local opens = mine
  if not rests then
    redis.call('LPUSH', KEYS[2], string.format('%.6f ', now) .. owner)
    redis.call('LTRIM', KEYS[2], 0, most - 1)
    redis.call('EXPIRE', KEYS[2], math.ceil(tonumber(ARGV[5])) + 1)
    local oldest = redis.call('LINDEX', KEYS[2], most - 1) or '0 '
    opens = outcome == 'broken' or now - tonumber(string.match(oldest, '^%S+')) < tonumber(ARGV[5])
  end
  if opens then
    redis.call('HSET', KEYS[1], 'until', string.format('%.6f', now + tonumber(ARGV[6])), 'successes', 0,
      'since', held[3] or string.format('%.6f', now), 'why', ARGV[3])
    redis.call('HDEL', KEYS[1], 'trial', 'trial_until')
    redis.call('EXPIRE', KEYS[1], 86400)
    redis.call('DEL', KEYS[2])
  end
elseif mine then
  redis.call('HDEL', KEYS[1], 'trial', 'trial_until')
  if outcome == 'worked' and redis.call('HINCRBY', KEYS[1], 'successes', 1) >= tonumber(ARGV[7]) then
    redis.call('DEL', KEYS[1])
  end
elseif outcome == 'worked' and owner ~= '' then
  local failed, kept, seen = redis.call('LRANGE', KEYS[2], 0, -1), {}, {}
  for _, one in ipairs(failed) do
    local at, whose = string.match(one, '^(%S+) (.*)$')
    if whose == owner and now - tonumber(at) < tonumber(ARGV[5]) then return 0 end
    if whose == '' or not seen[whose] then table.insert(kept, one) end
    seen[whose] = true
  end
  if #kept < #failed then
    redis.call('DEL', KEYS[2])
    redis.call('RPUSH', KEYS[2], unpack(kept))
    redis.call('EXPIRE', KEYS[2], math.ceil(tonumber(ARGV[5])) + 1)
  end
end
return 0
"""
