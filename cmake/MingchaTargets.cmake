# Every target of ours is held to the same warnings; none leaks them to users.
function(mingcha_strict target)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
    $<$<BOOL:${MINGCHA_WERROR}>:-Werror>)
endfunction()

# mingcha_floor(normalize SOURCES a.cc … LINK ICU::uc): one folder of scanner/src, as an object library
# that sees the public headers and the folders, and only its own engine.
function(mingcha_floor name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  list(TRANSFORM ARG_SOURCES PREPEND src/${name}/)
  add_library(mingcha_${name} OBJECT ${ARG_SOURCES})
  target_include_directories(mingcha_${name} PUBLIC
    ${PROJECT_SOURCE_DIR}/scanner/include ${PROJECT_BINARY_DIR}/scanner/include
    ${PROJECT_SOURCE_DIR}/scanner/src)
  target_link_libraries(mingcha_${name} PUBLIC absl::status absl::statusor absl::str_format
    nlohmann_json::nlohmann_json Threads::Threads ${ARG_LINK})
  mingcha_strict(mingcha_${name})
endfunction()

# mingcha_test(normalize FLOORS base normalize SOURCES … LABELS unit): one program for a folder's
# tests; it links those floors only, so that a test cannot lean on what its folder may not know.
function(mingcha_test name)
  cmake_parse_arguments(ARG "" "TIMEOUT" "FLOORS;SOURCES;LINK;LABELS" ${ARGN})
  if(NOT ARG_TIMEOUT)
    set(ARG_TIMEOUT 600)  # Sanitizers slow a test down ten times.
  endif()
  add_executable(${name}_test ${ARG_SOURCES})
  list(TRANSFORM ARG_FLOORS PREPEND mingcha_)
  target_link_libraries(${name}_test PRIVATE mingcha_testing ${ARG_FLOORS} ${ARG_LINK}
    GTest::gmock_main)
  # The floors are optimised, what checks them need not be: it compiles in half the time.
  target_compile_options(${name}_test PRIVATE $<$<CONFIG:Debug>:-O0>)
  target_compile_definitions(${name}_test PRIVATE MINGCHA_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  mingcha_strict(${name}_test)
  add_test(NAME ${name} COMMAND ${name}_test --gtest_brief=1)
  set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABELS}" TIMEOUT ${ARG_TIMEOUT})
endfunction()
