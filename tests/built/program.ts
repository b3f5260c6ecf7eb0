/** What runs in the realm, beside the built scripts: ES5, as they are. It makes ports that ask, and the objects that use them. */
export const program = String.raw`
var loaded = {};
function require(id) {
  if (Object.prototype.hasOwnProperty.call(loaded, id)) return loaded[id];
  var exports = (loaded[id] = {});
  (EntenteHost[id] || EntenteCore[id] || EntenteConnection[id] || EntenteSync[id])(exports, require);
  return exports;
}
var faults = require('shared/core/fault');
var now = 0;
var dead = false;
function told(text) {
  var reply = JSON.parse(text);
  if (reply.dead === true) dead = true;
  if (dead) throw new Error('this process has died');
  now = reply.now;
  return reply;
}
function failure(caught) {
  return typeof caught === 'object' && caught !== null && 'fault' in caught
    ? { fault: caught.fault }
    : { error: caught instanceof Error ? caught.message + '\n' + caught.stack : String(caught) };
}
function outcome(act) {
  try {
    return { value: act() };
  } catch (caught) {
    return failure(caught);
  }
}
function valueOf(reply) {
  if (reply.fault !== undefined) throw faults.faultError(reply.fault);
  if (reply.error !== undefined) throw new Error(reply.error);
  return reply.value;
}
function asking(port, method) {
  return function () {
    if (dead) throw new Error('this process has died');
    var functions = [];
    var args = Array.prototype.map.call(arguments, function (given) {
      if (typeof given !== 'function') return { value: given };
      functions.push(given);
      return { callback: functions.length - 1 };
    });
    var reply = told(ask(JSON.stringify({ kind: 'ask', port: port, method: method, args: args })));
    while (reply.callback !== undefined) {
      var made = outcome(function () {
        return functions[reply.callback].apply(null, reply.args);
      });
      if (dead) throw new Error('this process has died');
      reply = told(ask(JSON.stringify({ kind: 'returned', result: made })));
    }
    return valueOf(reply);
  };
}
function portsOf(methods) {
  var ports = { clock: { now: function () { return now; } } };
  Object.keys(methods).forEach(function (port) {
    ports[port] = {};
    methods[port].forEach(function (method) {
      ports[port][method] = asking(port, method);
    });
  });
  return ports;
}
function run(job) {
  var ports = portsOf(job.ports);
  var engine = ports.engine;
  delete ports.engine;
  var made = require(job.module)[job.factory](ports, job.facts, engine);
  if (job.starts && job.method !== 'start') made.start();
  return made[job.method].apply(made, job.args);
}
function evaluate(job) {
  return require(job.module)[job.factory].apply(null, job.args);
}
return function (text) {
  dead = false;
  var result = outcome(function () {
    var job = told(text);
    return job.method === undefined ? evaluate(job) : run(job);
  });
  return JSON.stringify({ kind: 'done', result: result });
};
`;
