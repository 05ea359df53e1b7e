// Workers, timers, child processes, the pool of threads behind files and random bytes.
const { Worker, isMainThread } = require('worker_threads');
const { execSync } = require('child_process');
const crypto = require('crypto');
const fs = require('fs');

const say = [];
process.on('exit', () => console.log(say.sort().join('\n')));

if (isMainThread) {
    let ended = 0;
    for (let i = 0; i < 6; i++)
        new Worker(__filename).on('exit', () => ++ended === 6 && say.push('workers done'));
    say.push('child ' + (execSync('date +%s').length > 0));
    setTimeout(() => say.push('timer'), 50);
    fs.readdir('/etc', (error, names) => say.push('directory ' + (names.length > 0)));
    crypto.randomBytes(16, (error, bytes) => say.push('random ' + bytes.length));
    crypto.pbkdf2('a', 'b', 1000, 16, 'sha256', () => say.push('derived'));
} else {
    for (let i = 0, sum = Date.now(); i < 1e6; i++)
        sum += Math.random();
}
