# What a folder of C++ becomes: a library of its sources, a test of its tests, and edges to the
# rooms it may import. Sources are listed, never globbed.

add_library(mcspec_warnings INTERFACE)
target_compile_options(mcspec_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual
  # What a designated initializer leaves out is meant to have its default.
  -Wno-missing-field-initializers)
if(MCSPEC_WERROR)
  target_compile_options(mcspec_warnings INTERFACE -Werror)
endif()

# mcspec_room(<name> SOURCES ... [TESTS ...] [IMPORTS ...] [LABEL unit])
function(mcspec_room name)
  cmake_parse_arguments(ROOM "" "LABEL" "SOURCES;TESTS;IMPORTS;TEST_IMPORTS" ${ARGN})
  add_library(mcspec_${name} STATIC ${ROOM_SOURCES})
  target_compile_features(mcspec_${name} PUBLIC cxx_std_20)
  target_include_directories(mcspec_${name} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_compile_options(mcspec_${name} PRIVATE -fno-exceptions -fno-rtti
    $<$<CXX_COMPILER_ID:Clang>:-Wglobal-constructors>)
  target_link_libraries(mcspec_${name} PUBLIC ${ROOM_IMPORTS})
  # Options and not a link, which whoever links a static library would inherit.
  target_compile_options(mcspec_${name} PRIVATE
    $<TARGET_PROPERTY:mcspec_warnings,INTERFACE_COMPILE_OPTIONS>)
  if(ROOM_TESTS AND BUILD_TESTING)
    mcspec_test(${name}_test LABEL "${ROOM_LABEL}" SOURCES ${ROOM_TESTS}
      IMPORTS mcspec_${name} ${ROOM_TEST_IMPORTS})
  endif()
endfunction()

# mcspec_test(<name> SOURCES ... IMPORTS ... [LABEL unit]). Tests keep exceptions, and the global
# registrars that GoogleTest is made of.
if(CMAKE_CROSSCOMPILING)
  # A build does not wait for an emulator to list the tests.
  set(CMAKE_GTEST_DISCOVER_TESTS_DISCOVERY_MODE PRE_TEST)
endif()
function(mcspec_test name)
  cmake_parse_arguments(TEST "" "LABEL" "SOURCES;IMPORTS" ${ARGN})
  if(NOT TEST_LABEL)
    set(TEST_LABEL unit)
  endif()
  add_executable(mcspec_${name} ${TEST_SOURCES})
  target_compile_features(mcspec_${name} PRIVATE cxx_std_20)
  target_link_libraries(mcspec_${name} PRIVATE ${TEST_IMPORTS} GTest::gtest GTest::gtest_main
    mcspec_warnings)
  # Half of the time that a test takes to compile is this header's. Through it g++ forgets which
  # headers are the system's, and says of them what it keeps to itself otherwise.
  target_precompile_headers(mcspec_${name} PRIVATE <gtest/gtest.h>)
  target_compile_options(mcspec_${name} PRIVATE $<$<CXX_COMPILER_ID:GNU>:
    -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread -Wno-restrict>)
  gtest_discover_tests(mcspec_${name}
    TEST_PREFIX "${name}." DISCOVERY_TIMEOUT 60
    PROPERTIES LABELS "${TEST_LABEL}" TIMEOUT 300)
endfunction()
