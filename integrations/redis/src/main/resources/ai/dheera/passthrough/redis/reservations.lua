-- A reservation is a key that tells what is held, then that it is settled, and expires. Each node has the set of those
-- that are held for it. Two more keys tell when each node gave its last sign of life, and since when without a gap.

local SETTLED = 'settled'

-- Tells since when the node has given signs of life without a gap.
local function giveSignOfLife(nodes, since, node, lease)
  local last = tonumber(redis.call('ZSCORE', nodes, node) or nil)
  local gap = not last or now - last > lease / 2
  if gap then
    redis.call('HSET', since, node, string.format('%.0f', now))
  end
  if gap or math.abs(now - last) > lease / 12 then
    redis.call('ZADD', nodes, string.format('%.0f', now), node)
  end
  return gap and now or tonumber(redis.call('HGET', since, node) or now)
end

local function giveBack(held)
  local amount = number(held.amount)
  for _, key in ipairs(held.spend) do
    spend.giveBack(key, amount)
  end
  for _, key in ipairs(held.parallel) do
    parallel.giveBack(key)
  end
end

local function limits(first)
  local found = {}
  for i = 4, #KEYS do
    local arg = first + (i - 4) * 3
    found[#found + 1] = { kind = kinds[ARGV[arg]], name = ARGV[arg], key = KEYS[i], most = ARGV[arg + 1], ends = ARGV[arg + 2] }
  end
  return found
end
