"""Pools of threads and processes, an event loop, timeouts and alarms."""
import asyncio
import concurrent.futures
import signal
import subprocess
import tempfile
import threading
import time


def work(number):
    with tempfile.TemporaryDirectory() as directory:
        with open(f'{directory}/file', 'w') as file:
            file.write(str(number))
    time.sleep(0.001)
    return number


async def loop():
    numbers = await asyncio.gather(*[asyncio.sleep(0.01, number) for number in range(50)])
    child = await asyncio.create_subprocess_exec('sh', '-c', 'exit 4')
    print('loop', sum(numbers), await child.wait())
    try:
        await asyncio.wait_for(asyncio.sleep(100), 0.05)
    except asyncio.TimeoutError:
        print('timeout')


def main():
    with concurrent.futures.ThreadPoolExecutor(20) as pool:
        print('threads', sum(pool.map(work, range(200))))
    with concurrent.futures.ProcessPoolExecutor(4) as pool:
        print('processes', sum(pool.map(work, range(40))))
    asyncio.run(loop())
    event = threading.Event()
    signal.signal(signal.SIGALRM, lambda *_: event.set())
    signal.setitimer(signal.ITIMER_REAL, 0.05)
    print('alarm', event.wait(5))
    lock = threading.Lock()
    lock.acquire()
    print('lock', lock.acquire(timeout=0.05))
    try:
        subprocess.run(['sleep', '50'], timeout=0.1, check=False)
    except subprocess.TimeoutExpired:
        print('expired')


if __name__ == '__main__':
    main()
