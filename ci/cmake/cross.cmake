# Toolchain for another machine: Debian's cross compiler, and qemu to run what it makes. Programs
# are linked statically, so that qemu needs nothing of that machine besides.

set(MCSPEC_ARCH "" CACHE STRING "Debian's name of the machine: i386, arm64 or s390x")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES MCSPEC_ARCH)

if(MCSPEC_ARCH STREQUAL "i386")
  set(CMAKE_SYSTEM_PROCESSOR i686)
  set(emulator qemu-i386)
elseif(MCSPEC_ARCH STREQUAL "arm64")
  set(CMAKE_SYSTEM_PROCESSOR aarch64)
  set(emulator qemu-aarch64)
elseif(MCSPEC_ARCH STREQUAL "s390x")
  set(CMAKE_SYSTEM_PROCESSOR s390x)
  set(emulator qemu-s390x)
else()
  message(FATAL_ERROR "MCSPEC_ARCH is '${MCSPEC_ARCH}' and must be i386, arm64 or s390x")
endif()

set(CMAKE_SYSTEM_NAME Linux)
set(triplet ${CMAKE_SYSTEM_PROCESSOR}-linux-gnu)
set(CMAKE_C_COMPILER ${triplet}-gcc)
set(CMAKE_CXX_COMPILER ${triplet}-g++)
set(CMAKE_EXE_LINKER_FLAGS_INIT -static)
set(CMAKE_CROSSCOMPILING_EMULATOR ${emulator})

# Libraries of this machine are of no use.
set(CMAKE_FIND_ROOT_PATH /usr/${triplet})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
