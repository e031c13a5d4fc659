#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A Modbus slave with 1024 holding registers, on loopback (modbus-slave.py PORT) or on a serial line (modbus-slave.py /DEVICE).
"ADDRESS VALUE" on standard input sets one, and is answered with "ok"."""

import asyncio
import sys
import threading

from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server import StartAsyncSerialServer, StartAsyncTcpServer
from pymodbus.transaction import ModbusRtuFramer

# A data block counts from 1 where requests count from 0.
block = ModbusSequentialDataBlock(1, [0] * 1024)


def listen():
    for line in sys.stdin:
        address, value = (int(word, 0) for word in line.split())
        block.setValues(address + 1, [value])
        print("ok", flush=True)


threading.Thread(target=listen, daemon=True).start()
context = ModbusServerContext(slaves=ModbusSlaveContext(hr=block), single=True)
if sys.argv[1].startswith("/"):
    asyncio.run(StartAsyncSerialServer(context=context, framer=ModbusRtuFramer, port=sys.argv[1], baudrate=9600, timeout=0.05))
else:
    asyncio.run(StartAsyncTcpServer(context=context, address=("127.0.0.1", int(sys.argv[1]))))
