#!/bin/sh
cat /version
