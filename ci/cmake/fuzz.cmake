# What a file of fuzz/targets becomes.

set(LIB_FUZZING_ENGINE "$ENV{LIB_FUZZING_ENGINE}" CACHE STRING
  "What to link the fuzz targets with instead of libFuzzer: a library, or a flag of the linker")
if(MCSPEC_FUZZ AND NOT LIB_FUZZING_ENGINE AND NOT CMAKE_CXX_COMPILER_ID MATCHES Clang)
  message(FATAL_ERROR "MCSPEC_FUZZ needs clang++, which has libFuzzer; "
    "without it the targets are built all the same, to replay files")
endif()

# mcspec_fuzz_tool(<target>): an engine is to learn about what is tested, not about the tools that
# test it; and they are to be quick.
function(mcspec_fuzz_tool target)
  if(MCSPEC_FUZZ)
    target_compile_options(${target} PRIVATE -fno-sanitize=fuzzer-no-link -O2)
  endif()
endfunction()

# mcspec_fuzz_target(<name> IMPORTS ...): the program <name>_fuzz of targets/<name>_fuzz.cc, with an
# engine where there is one and a main that replays files elsewhere; and the test <name>_replay,
# which runs it on every file of corpus/<name>.
function(mcspec_fuzz_target name)
  cmake_parse_arguments(FUZZ "" "" "IMPORTS" ${ARGN})
  set(target ${name}_fuzz)
  add_executable(${target} targets/${target}.cc)
  target_compile_features(${target} PRIVATE cxx_std_20)
  target_link_libraries(${target} PRIVATE ${FUZZ_IMPORTS} mcspec_warnings)
  mcspec_fuzz_tool(${target})
  if(LIB_FUZZING_ENGINE)
    target_link_libraries(${target} PRIVATE ${LIB_FUZZING_ENGINE})
    return()
  endif()
  if(MCSPEC_FUZZ)
    target_link_options(${target} PRIVATE -fsanitize=fuzzer)
  else()
    target_sources(${target} PRIVATE replay_main.cc)
  endif()
  if(BUILD_TESTING)
    # To libFuzzer, no runs means those of the corpus and none besides.
    add_test(NAME ${name}_replay
      COMMAND ${target} -runs=0 ${CMAKE_CURRENT_SOURCE_DIR}/corpus/${name})
    set_tests_properties(${name}_replay PROPERTIES LABELS law TIMEOUT 300)
  endif()
endfunction()
