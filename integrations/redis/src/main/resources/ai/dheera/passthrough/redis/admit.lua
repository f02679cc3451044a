-- Holds all that an exchange needs of all its limits, or nothing. Tells what became of it, in words.
-- KEYS: the nodes, since when, the reservation, the counters.
-- ARGV: how keys begin, the id, when, the amount, the node, the lease; of each limit its kind, its most, when it ends.

local start, id, node, lease = ARGV[1], ARGV[2], ARGV[5], tonumber(ARGV[6])
local exchange = { at = number(ARGV[3]), amount = number(ARGV[4]) }

local before = redis.call('GET', KEYS[3])
if before == SETTLED then
  return SETTLED
elseif before then
  return cjson.decode(before).answer
end

local asked = limits(7)
local counters = {}
for i, limit in ipairs(asked) do
  counters[i] = limit.kind.open(limit, exchange)
  local refusal = limit.kind.refusal(limit, counters[i])
  if refusal then
    return table.concat({ refusal[1], i - 1, refusal[2] }, ' ')
  end
end

local held = { node = node, amount = ARGV[4], spend = {}, parallel = {} }
local left = { 'granted' }
for i, limit in ipairs(asked) do
  left[i + 1] = limit.kind.hold(limit, counters[i], exchange)
  if held[limit.name] then
    table.insert(held[limit.name], limit.key)
  end
end
held.answer = table.concat(left, ' ')
giveSignOfLife(KEYS[1], KEYS[2], node, lease)
redis.call('SADD', start .. 'held:' .. node, id)
redis.call('SET', KEYS[3], cjson.encode(held))
return held.answer
